/** Tests of the front door, through what it exports. */
@NullMarked
package io.github.hidbpf4j;

import org.jspecify.annotations.NullMarked;
