/**
 * Man pages and shell completions, generated from the command line's own model, so that they agree
 * with the command.
 */
@NullMarked
package io.github.hidbpf4j.tools.manual;

import org.jspecify.annotations.NullMarked;
