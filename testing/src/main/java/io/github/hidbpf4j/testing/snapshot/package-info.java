/**
 * Snapshots: what a fix does with a recording, as a text that is kept beside it and compared.
 * {@link io.github.hidbpf4j.testing.snapshot.SnapshotFile} reads and writes them, {@link
 * io.github.hidbpf4j.testing.snapshot.RunTranscriber} makes them from a run.
 */
@NullMarked
package io.github.hidbpf4j.testing.snapshot;

import org.jspecify.annotations.NullMarked;
