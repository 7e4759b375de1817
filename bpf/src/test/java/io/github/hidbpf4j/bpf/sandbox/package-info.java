/** Tests of the sandbox, through what it exports. */
@NullMarked
package io.github.hidbpf4j.bpf.sandbox;

import org.jspecify.annotations.NullMarked;
