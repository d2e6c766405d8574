-- oldest-program: 0.1.0
-- Of which version the keys of the catalogue are. Keys are made by the program, so that they are made
-- anew by "catalog rekey" and not here.

CREATE TABLE catalog_key (
    one_row  boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    version  integer NOT NULL CHECK (version > 0),
    rekeying integer CHECK (rekeying > version),
    position text NOT NULL DEFAULT '' CHECK (position = '' OR rekeying IS NOT NULL)
);
COMMENT ON TABLE catalog_key IS 'One row: how old the keys of catalog_edition may be.';
COMMENT ON COLUMN catalog_key.version IS 'No key is older (CATALOG_KEY_VERSION of common/model/catalog_keys.h). Imports write keys of the newest version.';
COMMENT ON COLUMN catalog_key.rekeying IS 'The version that all keys are being brought to. NULL: none is.';
COMMENT ON COLUMN catalog_key.position IS 'Up to this ISBN they are.';
COMMENT ON COLUMN catalog_edition.main_title_key IS 'Main title folded (common/core/text_fold.h), without article and blanks, with its volume: bleach#13. Made by the program at import; catalog rekey makes it anew.';
INSERT INTO catalog_key (version) SELECT CASE WHEN EXISTS (SELECT FROM catalog_edition) THEN 1 ELSE 2 END;
