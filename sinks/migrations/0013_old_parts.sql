-- Every insert is a part of some ten small files, and parts that were merged into one stay for eight minutes, lest the
-- power fails before the merged one is on the disk: longer than most commands have a store open, so that they piled up
-- to several times what counts. Merged parts are synced now, and those that they replace go within seconds.
-- A merge takes fewer rows at a time: rows are long, and their merge was what a run needed most memory for.

ALTER TABLE migrations MODIFY SETTING
    fsync_after_insert = 1, fsync_part_directory = 1,
    min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 1,
    cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 1,
    merge_max_block_size = 1024;

ALTER TABLE updates MODIFY SETTING
    min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 1,
    cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 1,
    merge_max_block_size = 1024;

ALTER TABLE claims MODIFY SETTING
    min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 1,
    cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 1,
    merge_max_block_size = 1024;

ALTER TABLE claims_withdrawn MODIFY SETTING
    min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 1,
    cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 1,
    merge_max_block_size = 1024;

ALTER TABLE figures MODIFY SETTING
    min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 1,
    cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 1,
    merge_max_block_size = 1024;

ALTER TABLE rulings MODIFY SETTING
    min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 1,
    cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 1,
    merge_max_block_size = 1024;

ALTER TABLE relinkings MODIFY SETTING
    min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 1,
    cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 1,
    merge_max_block_size = 1024;

ALTER TABLE reprocessed MODIFY SETTING
    min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 1,
    cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 1,
    merge_max_block_size = 1024;

ALTER TABLE written MODIFY SETTING
    min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 1,
    cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 1,
    merge_max_block_size = 1024;

ALTER TABLE counted MODIFY SETTING
    min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 1,
    cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, max_cleanup_delay_period = 1,
    merge_max_block_size = 1024;

-- Ids are half of their bytes, and words come again and again.

ALTER TABLE figures MODIFY COLUMN aliases CODEC(ZSTD(1));

ALTER TABLE figures MODIFY COLUMN voices CODEC(ZSTD(1));

ALTER TABLE figures MODIFY COLUMN gone CODEC(ZSTD(1));
