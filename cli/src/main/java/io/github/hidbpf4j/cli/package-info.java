/** The {@code hidbpf} command: one class per verb. */
@NullMarked
package io.github.hidbpf4j.cli;

import org.jspecify.annotations.NullMarked;
