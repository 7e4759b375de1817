/**
 * Recordings in the format of hid-recorder: reader and writer. Start with {@link
 * io.github.hidbpf4j.hid.recording.Recording}, for huge files with {@link
 * io.github.hidbpf4j.hid.recording.RecordingReader}.
 */
@NullMarked
package io.github.hidbpf4j.hid.recording;

import org.jspecify.annotations.NullMarked;
