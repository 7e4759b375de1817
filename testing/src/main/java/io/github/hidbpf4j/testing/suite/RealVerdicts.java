package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.testing.play.RealKernel;
import io.github.hidbpf4j.testing.play.RealKernel.Failed;
import io.github.hidbpf4j.testing.play.RealKernel.Played;
import io.github.hidbpf4j.testing.play.RealKernel.ProgramAnswer;
import io.github.hidbpf4j.testing.play.RealKernel.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A real kernel's verdicts on objects and each of their programs, beside its profile's.
 *
 * @param compared the verdicts, by program
 * @param failures the verdicts that differ, or could not be obtained
 */
record RealVerdicts(List<ComparedVerdict> compared, List<Failure> failures) {
  /** The verdicts of a kernel that was not asked. */
  static final RealVerdicts NONE = new RealVerdicts(List.of(), List.of());

  /** Asks a kernel; without HID-BPF it has no verdicts. */
  static RealVerdicts of(RealKernel kernel, List<FixObject> objects) throws IOException {
    RealVerdicts all = new RealVerdicts(new ArrayList<>(), new ArrayList<>());
    for (FixObject object : kernel.hasVerdicts() ? objects : List.<FixObject>of()) {
      all.add(kernel, object);
    }
    return all;
  }

  private void add(RealKernel kernel, FixObject object) throws IOException {
    String name = String.valueOf(object.file().getFileName());
    switch (kernel.load(name, Files.readAllBytes(object.file()))) {
      case Verdict verdict -> add(kernel, object, name, verdict);
      case Failed failed ->
          failures.add(new Failure(object.file(), 0, failed.message(), failed.details()));
      case Played _ -> throw new IllegalStateException("a play in place of a verdict");
    }
  }

  private void add(RealKernel kernel, FixObject object, String name, Verdict verdict) {
    int before = failures.size();
    Map<String, String> ours = object.rejected(kernel.profile());
    Map<String, ProgramAnswer> theirs = new LinkedHashMap<>();
    verdict.programs().forEach(answer -> theirs.put(answer.program(), answer));
    for (Map.Entry<String, String> own : ours.entrySet()) {
      ProgramAnswer answer = theirs.get(own.getKey());
      if (answer == null) {
        continue;
      }
      String reason = own.getValue().lines().findFirst().orElse("").strip();
      ComparedVerdict both =
          new ComparedVerdict(name, own.getKey(), answer.rejection(), object.firstLine(reason));
      compared.add(both);
      if (!both.agrees()) {
        failures.add(
            new Failure(
                object.file(),
                0,
                "program %s: the kernel %s it, profile %s %s it"
                    .formatted(
                        own.getKey(),
                        verb(answer.rejection()),
                        kernel.profile(),
                        verb(own.getValue())),
                answer.rejection().isEmpty() ? own.getValue().lines().toList() : answer.log()));
      }
    }
    String refusal = object.refusal(kernel.profile());
    if (failures.size() == before && verdict.loaded() != refusal.isEmpty()) {
      failures.add(
          new Failure(
              object.file(),
              0,
              verdict.loaded()
                  ? "the kernel loads it, profile %s refuses it".formatted(kernel.profile())
                  : "the kernel refuses it, profile %s loads it".formatted(kernel.profile()),
              verdict.loaded() ? refusal.lines().toList() : verdict.log()));
    }
  }

  private static String verb(String rejection) {
    return rejection.isEmpty() ? "accepts" : "rejects";
  }
}
