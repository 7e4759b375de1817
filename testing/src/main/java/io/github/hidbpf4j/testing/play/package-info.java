/**
 * What a test does to devices, taken down so that a real kernel can be given the same, and what is
 * seen of it: in the replay, and there. Both ends use it: the command, and what runs in a guest.
 */
@NullMarked
package io.github.hidbpf4j.testing.play;

import org.jspecify.annotations.NullMarked;
