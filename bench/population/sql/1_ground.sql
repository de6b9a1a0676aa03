-- What the making alone needs; the schema goes away at the end.
CREATE SCHEMA bench;

CREATE FUNCTION bench.draw(id bigint, salt bigint) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    'SELECT (hashint8extended(id, salt) & 1048575) / 1048576.0::double precision';

CREATE UNLOGGED TABLE bench.name_key (person_id bigint, key text COLLATE "C", part text);

CREATE UNLOGGED TABLE bench.household (person_id bigint, customer_id bigint, relation text);

CREATE UNLOGGED TABLE bench.town (id bigint, postal_code text, town text);

CREATE UNLOGGED TABLE bench.street (id bigint, name text);

CREATE UNLOGGED TABLE bench.residence_name (id bigint, name text);

INSERT INTO landlord (id, code, name, legal_form, siren, street, postal_code, town, phone, email)
SELECT 1, 'bench', 'Habitat du Banc', 'SA d’HLM', '000000000', '1 place du Banc', '13001', 'Marseille',
       '0400000000', 'contact@example.fr';
