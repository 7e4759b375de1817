/** Tests of the compiler's parts. */
@org.jspecify.annotations.NullMarked
package io.github.hidbpf4j.bpf.vm.compiler;
