/** eBPF for the JVM: object loader, verifier, maps, interpreter, compiler. Knows nothing of HID. */
@SuppressWarnings("module") // tools is built after this one
module io.github.hidbpf4j.bpf {
  requires static transitive org.jspecify;
  requires transitive io.github.hidbpf4j.time;

  exports io.github.hidbpf4j.bpf;
  exports io.github.hidbpf4j.bpf.asm;
  exports io.github.hidbpf4j.bpf.async;
  exports io.github.hidbpf4j.bpf.btf;
  exports io.github.hidbpf4j.bpf.btf.header;
  exports io.github.hidbpf4j.bpf.heap;
  exports io.github.hidbpf4j.bpf.helper;
  exports io.github.hidbpf4j.bpf.map;
  exports io.github.hidbpf4j.bpf.memory;
  exports io.github.hidbpf4j.bpf.object;
  exports io.github.hidbpf4j.bpf.program;
  exports io.github.hidbpf4j.bpf.proto;
  exports io.github.hidbpf4j.bpf.runtime;
  exports io.github.hidbpf4j.bpf.sandbox;
  exports io.github.hidbpf4j.bpf.text;
  exports io.github.hidbpf4j.bpf.verifier;
  exports io.github.hidbpf4j.bpf.verifier.advice;
  exports io.github.hidbpf4j.bpf.verifier.paths;
  exports io.github.hidbpf4j.bpf.vm;
  exports io.github.hidbpf4j.bpf.verifier.env to
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.verifier.scalar to
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.verifier.state to
      io.github.hidbpf4j.tools;
}
