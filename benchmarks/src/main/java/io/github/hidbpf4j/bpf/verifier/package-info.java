/**
 * The one place outside the verifier that makes a verified program: for benchmark kernels, whose
 * loops no verifier would accept. On the class path only; the verifier's module is closed.
 */
package io.github.hidbpf4j.bpf.verifier;
