/** Lets users of commands choose the engine. */
@NullMarked
package io.github.hidbpf4j.cli.engine;

import org.jspecify.annotations.NullMarked;
