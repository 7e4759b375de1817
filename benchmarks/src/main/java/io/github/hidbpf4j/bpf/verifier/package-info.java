/**
 * The one place outside of the verifier that makes a verified program: kernels to measure with,
 * whose loops no verifier would accept. On the class path only; the module of the verifier is
 * closed.
 */
package io.github.hidbpf4j.bpf.verifier;
