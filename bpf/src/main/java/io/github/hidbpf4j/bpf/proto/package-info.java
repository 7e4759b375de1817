/**
 * Rows of helpers and kfuncs, program types and API profiles: pure data, read by verifier, engines,
 * documentation and help texts. No code of a helper is here.
 */
@NullMarked
package io.github.hidbpf4j.bpf.proto;

import org.jspecify.annotations.NullMarked;
