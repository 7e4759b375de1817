/** eBPF for the JVM: object loader, verifier, maps, interpreter, compiler. Independent of HID. */
@SuppressWarnings("module") // tools is built after this one
module io.github.hidbpf4j.bpf {
  requires static org.jspecify;
  requires transitive io.github.hidbpf4j.time;

  exports io.github.hidbpf4j.bpf;
  exports io.github.hidbpf4j.bpf.asm;
  exports io.github.hidbpf4j.bpf.btf;
  exports io.github.hidbpf4j.bpf.object;
  exports io.github.hidbpf4j.bpf.program;
  exports io.github.hidbpf4j.bpf.sandbox;
  exports io.github.hidbpf4j.bpf.async to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.btf.header to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.heap to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.helper to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.map to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.memory to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.proto to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.junit,
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.runtime to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.text to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.verifier to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.verifier.advice to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.verifier.paths to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.vm to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.elf to
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.verifier.env to
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.verifier.scalar to
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.bpf.verifier.state to
      io.github.hidbpf4j.tools;
}
