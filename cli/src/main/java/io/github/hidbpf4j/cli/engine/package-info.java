/** How commands let the engine be chosen. */
@NullMarked
package io.github.hidbpf4j.cli.engine;

import org.jspecify.annotations.NullMarked;
