"""How the installation is: one line for machines, one page for administrators."""
