CREATE TABLE `cache_entries` (
	`scope` text NOT NULL,
	`digest` text NOT NULL,
	`operation` text NOT NULL,
	`model_digest` text NOT NULL,
	`engine_digest` text NOT NULL,
	`byte_size` integer NOT NULL,
	`checksum` text NOT NULL,
	`value` blob NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`accessed_at_ms` integer NOT NULL,
	`hits` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`scope`, `digest`)
);
--> statement-breakpoint
CREATE INDEX `cache_entries_expires_at` ON `cache_entries` (`expires_at_ms`);--> statement-breakpoint
CREATE INDEX `cache_entries_model` ON `cache_entries` (`model_digest`,`engine_digest`);