/** Plays in a guest what tests do, by uhid, with the fixes applied, and says what is seen of it. */
@NullMarked
package io.github.hidbpf4j.cli.guest.play;

import org.jspecify.annotations.NullMarked;
