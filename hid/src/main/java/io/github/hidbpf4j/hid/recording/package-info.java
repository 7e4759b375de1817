/** Recordings in the format of hid-recorder: reader and writer. */
@NullMarked
package io.github.hidbpf4j.hid.recording;

import org.jspecify.annotations.NullMarked;
