package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.live.kernel.KernelVerdict;
import io.github.hidbpf4j.live.kernel.KernelVerifier;
import java.io.IOException;
import java.util.Set;

/**
 * {@code kernel-verdicts OBJECT…}: prints the kernel's verdict on each program, {@code v OBJECT
 * PROGRAM OUTCOME REASON}.
 */
final class KernelVerdictsCommand implements GuestCommand {
  private static final int LOG_SIZE = 16 << 20;

  @Override
  public int run(GuestTask task) throws IOException {
    KernelVerifier verifier = new KernelVerifier(Libbpf.open());
    for (String name : task.arguments()) {
      BpfObject object = BpfObject.open(name, task.file(name));
      for (String program : LoadPlan.of(object, Set.of()).programs()) {
        KernelVerdict verdict = verifier.verify(object, program, 0, LOG_SIZE);
        task.print("v %s %s %s %s".formatted(name, program, verdict.outcome(), verdict.reason()));
      }
    }
    KernelCommand.requireNothingLeft(verifier.libbpf());
    return 0;
  }
}
