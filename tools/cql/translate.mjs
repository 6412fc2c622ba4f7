// CQL on standard input, its ELM as JSON on standard output. Any error of the translator fails.
import { readFileSync } from "node:fs";
import { SystemModelInfoProvider } from "@cqframework/cql/cql";
import { CqlTranslator, LibraryManager, ModelManager } from "@cqframework/cql/cql-to-elm";

const models = new ModelManager();
models.modelInfoLoader.registerModelInfoProvider(new SystemModelInfoProvider());
const translator = CqlTranslator.fromText(readFileSync(0, "utf8"), new LibraryManager(models));
const complaints = [...translator.errors.asJsReadonlyArrayView()].map((one) => String(one.message));
if (complaints.length) {
    process.stderr.write(complaints.slice(0, 5).join("\n") + "\n");
    process.exit(1);
}
// Where in the text a node was written, and what it is called there, is nobody's business at run time.
const notes = new Set(["locator", "localId", "annotation", "signature"]);
const plain = (key, value) => (notes.has(key) ? undefined : value);
process.stdout.write(JSON.stringify(JSON.parse(translator.toJson()), plain));
