-- Answers come in more kinds than one list in the schema should know: what a kind is, is the archive's to say.

ALTER TABLE collector.raw_documents
  DROP CONSTRAINT IF EXISTS raw_documents_kind_known,
  DROP CONSTRAINT IF EXISTS raw_documents_kind_named,
  ADD CONSTRAINT raw_documents_kind_named CHECK (document_kind ~ '^[a-z][a-z_]*$');
