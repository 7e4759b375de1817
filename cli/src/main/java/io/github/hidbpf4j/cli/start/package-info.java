/** What the build runs so that commands start fast; commands do not use it. */
@NullMarked
package io.github.hidbpf4j.cli.start;

import org.jspecify.annotations.NullMarked;
