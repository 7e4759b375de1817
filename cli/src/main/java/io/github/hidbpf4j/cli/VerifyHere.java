package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import io.github.hidbpf4j.kernel.verify.ObjectVerification;
import io.github.hidbpf4j.live.kernel.KernelLog;
import io.github.hidbpf4j.live.kernel.KernelVerdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code hidbpf verify --here}: the verdicts of the running kernel beside ours. */
final class VerifyHere {
  /** A program and both verdicts on it. */
  record Pair(ProgramVerdict ours, KernelVerdict kernel) {
    /** Whether both accept it or both reject it. */
    boolean agrees() {
      return ours.accepted() == kernel.isAccepted();
    }

    /** Whether both reject it, but for reasons of different wording. */
    boolean hasOtherReason() {
      return !ours.accepted()
          && !kernel.isAccepted()
          && !KernelLog.parse(ours.log()).reason().equals(KernelLog.parse(kernel.log()).reason());
    }
  }

  private final Console console;
  private final KernelOptions kernel;
  private final KernelAsker asker;
  private final VerificationOptions options;
  private final int level;
  private final @Nullable Path report;

  /**
   * Asks this kernel as well.
   *
   * @param options for our verifier; also gives the size of the kernel's log
   * @param level of the kernel's log; 0 if none was requested
   * @param report the folder for the report; null to make one only if something differs
   */
  VerifyHere(
      Console console,
      KernelOptions kernel,
      KernelAsker asker,
      VerificationOptions options,
      int level,
      @Nullable Path report) {
    this.console = console;
    this.kernel = kernel;
    this.asker = asker;
    this.options = options;
    this.level = level;
    this.report = report;
  }

  /** Verifies an object by both verifiers; returns the exit code. */
  int verify(BpfObject object, Predicate<String> wanted) throws IOException {
    List<ApiProfile> profiles = kernel.profiles(object, false);
    ApiProfile profile = profiles.getFirst();
    var types = kernel.anyTypes(profile);
    KernelMatrix matrix =
        ObjectVerification.verify(object, List.of(profile), _ -> types, options, wanted);
    List<Pair> pairs = new ArrayList<>();
    for (ProgramVerdict ours : matrix.kernels().getFirst().verdicts()) {
      pairs.add(new Pair(ours, asker.verify(object, ours.program(), level, options.logLimit())));
    }
    print(object, profile, pairs);
    boolean differ = pairs.stream().anyMatch(pair -> !pair.agrees());
    if (differ || report != null) {
      Path folder = report == null ? Path.of("hidbpf-report-" + FixSet.fileName(object)) : report;
      new HereReport(kernel.machine.get(), asker).write(folder, object, profile, pairs);
      console.out().println(Hex.printable("report      " + folder));
    }
    console.out().flush();
    boolean accepted = !pairs.isEmpty() && pairs.stream().allMatch(p -> p.kernel().isAccepted());
    return accepted && !differ ? Errors.FINE : Errors.REJECTED;
  }

  private void print(BpfObject object, ApiProfile profile, List<Pair> pairs) {
    PrintWriter out = console.out();
    out.println(
        Hex.printable(
            "%s: kernel %s, loaded by %s; hidbpf as %s"
                .formatted(
                    object.name(),
                    kernel.machine.get().release(),
                    asker.loader(),
                    profile.name())));
    if (pairs.isEmpty()) {
      out.println("no program to verify");
    }
    for (Pair pair : pairs) {
      KernelVerdict theirs = pair.kernel();
      out.println(
          Hex.printable(
              "%-24s kernel %-10s  hidbpf %-10s  %s"
                  .formatted(
                      theirs.program(),
                      theirs.outcome().text(),
                      pair.ours().verdict().text(),
                      pair.agrees()
                          ? pair.hasOtherReason() ? "same verdict, other reason" : "same"
                          : "DIFFERENT")));
      if (!theirs.reason().isEmpty()) {
        out.println(Hex.printable("  kernel    " + theirs.reason()));
      }
      if (!pair.ours().reason().isEmpty()) {
        out.println(Hex.printable("  hidbpf    " + pair.ours().reason()));
      }
    }
    for (Pair pair : pairs) {
      boolean shown = level > 0 || !pair.kernel().isAccepted();
      if (shown && !pair.kernel().log().isEmpty()) {
        out.println();
        out.println("kernel's log of " + pair.kernel().program());
        pair.kernel().log().lines().map(Hex::printable).forEach(out::println);
      }
    }
  }
}
