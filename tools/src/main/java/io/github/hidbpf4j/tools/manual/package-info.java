/**
 * Man pages and completions of shells, made from the command line's own model, so that they say
 * what the command does.
 */
@NullMarked
package io.github.hidbpf4j.tools.manual;

import org.jspecify.annotations.NullMarked;
