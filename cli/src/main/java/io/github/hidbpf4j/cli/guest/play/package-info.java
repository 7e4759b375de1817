/**
 * Plays the steps of tests in a guest, by uhid and with the fixes applied, and reports what is
 * observed.
 */
@NullMarked
package io.github.hidbpf4j.cli.guest.play;

import org.jspecify.annotations.NullMarked;
