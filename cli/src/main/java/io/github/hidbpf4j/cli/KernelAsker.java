package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.live.kernel.KernelException;
import io.github.hidbpf4j.live.kernel.KernelSupport;
import io.github.hidbpf4j.live.kernel.KernelVerdict;
import io.github.hidbpf4j.live.kernel.KernelVerifier;
import java.util.List;

/** Asks a kernel what it says of programs; tests have another one than the one that runs. */
interface KernelAsker {
  /**
   * Loads one program of an object, and takes it away again.
   *
   * @param level of the log
   * @param logSize bytes of the log
   */
  KernelVerdict verify(BpfObject object, String program, int level, int logSize);

  /** Where types and functions are in its BTF, a line each. */
  List<String> typeNumbers(List<String> names);

  /** What loads, and its version. */
  String loader();

  /**
   * The kernel that runs.
   *
   * @throws KernelException when it cannot be asked: says what is in the way
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
