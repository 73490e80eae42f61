/**
 * The store's data folder: its lock, its SQLite database, its threads.
 *
 * <p>In: batches of records, from the one writing thread. Out: the same after a restart, as far
 * back as history reaches.
 *
 * <p>The folder holds {@code lock}, {@code perk.db} with its {@code -wal} and {@code -shm}, {@code
 * ballast}, and {@code lib} with SQLite's native library. {@code sqlite3 perk.db 'select * from
 * object'} shows every object as it is.
 */
@NullMarked
package dev.perk.control.apiserver.storage.io;

import org.jspecify.annotations.NullMarked;
