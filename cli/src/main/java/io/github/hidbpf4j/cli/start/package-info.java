/** What the build runs so that commands start fast: no part of them. */
@NullMarked
package io.github.hidbpf4j.cli.start;

import org.jspecify.annotations.NullMarked;
