package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.live.kernel.KernelException;
import io.github.hidbpf4j.live.kernel.KernelSupport;
import io.github.hidbpf4j.live.kernel.KernelVerdict;
import io.github.hidbpf4j.live.kernel.KernelVerifier;
import java.util.List;

/** Asks a kernel for its verdicts on programs; tests use another one than the running kernel. */
interface KernelAsker {
  /**
   * Loads one program of an object, and unloads it again.
   *
   * @param level of the log
   * @param logSize bytes of the log
   */
  KernelVerdict verify(BpfObject object, String program, int level, int logSize);

  /** BTF ids of types and functions, one per line. */
  List<String> typeNumbers(List<String> names);

  /** The loader and its version. */
  String loader();

  /**
   * The running kernel.
   *
   * @throws KernelException if it cannot be asked; the message says why
   */
  static KernelAsker ofThisMachine() {
    KernelSupport support = KernelSupport.look();
    if (!support.isUsable()) {
      throw new KernelException("--here: " + support.reasonAgainstLoading());
    }
    KernelVerifier verifier = new KernelVerifier(Libbpf.open());
    return new KernelAsker() {
      @Override
      public KernelVerdict verify(BpfObject object, String program, int level, int logSize) {
        return verifier.verify(object, program, level, logSize);
      }

      @Override
      public List<String> typeNumbers(List<String> names) {
        return verifier.typeNumbers(names);
      }

      @Override
      public String loader() {
        return verifier.libbpf().toString();
      }
    };
  }
}
