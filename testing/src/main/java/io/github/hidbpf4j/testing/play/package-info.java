/**
 * Records what a test does to devices, so that a real kernel can be given the same, and what is
 * observed in the replay and there. Used at both ends: by the command, and in the guest.
 */
@NullMarked
package io.github.hidbpf4j.testing.play;

import org.jspecify.annotations.NullMarked;
