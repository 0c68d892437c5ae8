CREATE TABLE `cache_counters` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `cache_totals` (
	`scope` text NOT NULL,
	`operation` text NOT NULL,
	`entries` integer NOT NULL,
	`bytes` integer NOT NULL,
	PRIMARY KEY(`scope`, `operation`)
);
--> statement-breakpoint
CREATE TABLE `cache_voids` (
	`kind` text NOT NULL,
	`target` text NOT NULL,
	`at_ms` integer NOT NULL,
	PRIMARY KEY(`kind`, `target`)
);
--> statement-breakpoint
CREATE TABLE `key_index` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`tenant` text NOT NULL,
	`environment` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer,
	`revoked_at_ms` integer,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `key_index_created_at` ON `key_index` (`created_at_ms`,`id`);--> statement-breakpoint
CREATE INDEX `key_index_tenant` ON `key_index` (`tenant`,`created_at_ms`,`id`);--> statement-breakpoint
CREATE TABLE `ledger_deliveries` (
	`kind` text NOT NULL,
	`source` text NOT NULL,
	`sequence` integer NOT NULL,
	`at_ms` integer NOT NULL,
	PRIMARY KEY(`kind`, `source`, `sequence`)
);
--> statement-breakpoint
CREATE INDEX `ledger_deliveries_at` ON `ledger_deliveries` (`at_ms`);--> statement-breakpoint
CREATE TABLE `request_metrics` (
	`at_ms` integer NOT NULL,
	`endpoint` text NOT NULL,
	`region` text NOT NULL,
	`status` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`cache` text,
	`prompt_tokens` integer NOT NULL,
	`completion_tokens` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `request_metrics_at` ON `request_metrics` (`at_ms`);--> statement-breakpoint
CREATE TABLE `request_metrics_daily` (
	`day` text NOT NULL,
	`endpoint` text NOT NULL,
	`region` text NOT NULL,
	`duration_ms` integer NOT NULL,
	`requests` integer NOT NULL,
	`errors` integer NOT NULL,
	`hits` integer NOT NULL,
	`lookups` integer NOT NULL,
	`prompt_tokens` integer NOT NULL,
	`completion_tokens` integer NOT NULL,
	PRIMARY KEY(`day`, `endpoint`, `region`, `duration_ms`)
);
--> statement-breakpoint
CREATE TABLE `usage` (
	`key_id` text NOT NULL,
	`tenant` text NOT NULL,
	`day` text NOT NULL,
	`model` text NOT NULL,
	`operation` text NOT NULL,
	`requests` integer NOT NULL,
	`cached_requests` integer NOT NULL,
	`prompt_tokens` integer NOT NULL,
	`completion_tokens` integer NOT NULL,
	PRIMARY KEY(`key_id`, `day`, `model`, `operation`)
);
--> statement-breakpoint
CREATE INDEX `usage_day` ON `usage` (`day`,`key_id`,`model`,`operation`);--> statement-breakpoint
CREATE TABLE `namespace_entries` (
	`namespace` text NOT NULL,
	`key_digest` text NOT NULL,
	`byte_size` integer NOT NULL,
	`frequency` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`accessed_at_ms` integer NOT NULL,
	`frequency_class` integer GENERATED ALWAYS AS ((frequency >= 1) + (frequency >= 2) + (frequency >= 4) + (frequency >= 8) + (frequency >= 16) + (frequency >= 32) + (frequency >= 64) + (frequency >= 128) + (frequency >= 256) + (frequency >= 512) + (frequency >= 1024) + (frequency >= 2048) + (frequency >= 4096) + (frequency >= 8192) + (frequency >= 16384) + (frequency >= 32768)) VIRTUAL,
	`value` text NOT NULL,
	PRIMARY KEY(`namespace`, `key_digest`)
);
--> statement-breakpoint
CREATE INDEX `namespace_entries_worth` ON `namespace_entries` (`namespace`,`frequency_class`,`accessed_at_ms`);--> statement-breakpoint
CREATE TABLE `namespaces` (
	`namespace` text PRIMARY KEY NOT NULL,
	`tenant` text NOT NULL,
	`name` text NOT NULL,
	`max_size_bytes` integer NOT NULL,
	`entries` integer DEFAULT 0 NOT NULL,
	`bytes` integer DEFAULT 0 NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `namespaces_tenant` ON `namespaces` (`tenant`);--> statement-breakpoint
-- The cache starts empty: every entry can be computed again, and its value moves behind the columns that are read without it.
DROP TABLE `cache_entries`;
--> statement-breakpoint
CREATE TABLE `cache_entries` (
	`scope` text NOT NULL,
	`digest` text NOT NULL,
	`operation` text NOT NULL,
	`model_digest` text NOT NULL,
	`engine_digest` text NOT NULL,
	`byte_size` integer NOT NULL,
	`checksum` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`accessed_at_ms` integer NOT NULL,
	`hits` integer DEFAULT 0 NOT NULL,
	`hit_class` integer GENERATED ALWAYS AS ((hits >= 1) + (hits >= 2) + (hits >= 4) + (hits >= 8) + (hits >= 16) + (hits >= 32) + (hits >= 64) + (hits >= 128) + (hits >= 256) + (hits >= 512) + (hits >= 1024) + (hits >= 2048) + (hits >= 4096) + (hits >= 8192) + (hits >= 16384) + (hits >= 32768)) VIRTUAL,
	`value` text NOT NULL,
	PRIMARY KEY(`scope`, `digest`)
);
--> statement-breakpoint
CREATE INDEX `cache_entries_expires_at` ON `cache_entries` (`expires_at_ms`);--> statement-breakpoint
CREATE INDEX `cache_entries_model` ON `cache_entries` (`model_digest`,`engine_digest`);--> statement-breakpoint
CREATE INDEX `cache_entries_worth` ON `cache_entries` (`scope`,`operation`,`hit_class`,`accessed_at_ms`);
--> statement-breakpoint
CREATE TRIGGER `cache_entries_added` AFTER INSERT ON `cache_entries` BEGIN
	INSERT INTO `cache_totals` (`scope`, `operation`, `entries`, `bytes`) VALUES (new.scope, new.operation, 1, new.byte_size)
	ON CONFLICT (`scope`, `operation`) DO UPDATE SET `entries` = `entries` + 1, `bytes` = `bytes` + excluded.bytes;
END;
--> statement-breakpoint
CREATE TRIGGER `cache_entries_removed` AFTER DELETE ON `cache_entries` BEGIN
	UPDATE `cache_totals` SET `entries` = `entries` - 1, `bytes` = `bytes` - old.byte_size WHERE `scope` = old.scope AND `operation` = old.operation;
END;
--> statement-breakpoint
CREATE TRIGGER `cache_entries_replaced` AFTER UPDATE OF `byte_size`, `operation` ON `cache_entries` WHEN old.byte_size <> new.byte_size OR old.operation <> new.operation BEGIN
	UPDATE `cache_totals` SET `entries` = `entries` - 1, `bytes` = `bytes` - old.byte_size WHERE `scope` = old.scope AND `operation` = old.operation;
	INSERT INTO `cache_totals` (`scope`, `operation`, `entries`, `bytes`) VALUES (new.scope, new.operation, 1, new.byte_size)
	ON CONFLICT (`scope`, `operation`) DO UPDATE SET `entries` = `entries` + 1, `bytes` = `bytes` + excluded.bytes;
END;
--> statement-breakpoint
CREATE TRIGGER `namespace_entries_added` AFTER INSERT ON `namespace_entries` BEGIN
	UPDATE `namespaces` SET `entries` = `entries` + 1, `bytes` = `bytes` + new.byte_size WHERE `namespace` = new.namespace;
END;
--> statement-breakpoint
CREATE TRIGGER `namespace_entries_removed` AFTER DELETE ON `namespace_entries` BEGIN
	UPDATE `namespaces` SET `entries` = `entries` - 1, `bytes` = `bytes` - old.byte_size WHERE `namespace` = old.namespace;
END;
--> statement-breakpoint
CREATE TRIGGER `namespace_entries_replaced` AFTER UPDATE OF `byte_size` ON `namespace_entries` WHEN old.byte_size <> new.byte_size BEGIN
	UPDATE `namespaces` SET `bytes` = `bytes` + new.byte_size - old.byte_size WHERE `namespace` = new.namespace;
END;
