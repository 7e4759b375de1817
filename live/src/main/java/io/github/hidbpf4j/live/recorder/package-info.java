/**
 * Recordings of what real devices send, in the format of hid-recorder. Start with {@link
 * io.github.hidbpf4j.live.recorder.Recorder}.
 */
@NullMarked
package io.github.hidbpf4j.live.recorder;

import org.jspecify.annotations.NullMarked;
