package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.descriptor.FieldNames;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.kernel.conduct.ByteRanges;
import io.github.hidbpf4j.kernel.conduct.ProgramConduct;
import io.github.hidbpf4j.kernel.conduct.ReportIds;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verify.LoadingKernels;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code explain} has to say of an object.
 *
 * @param object the object
 * @param device the descriptor of its device; null if not known
 * @param programs what its programs do
 * @param refused the programs that the kernel rejects
 */
record ObjectExplanation(
    BpfObject object,
    @Nullable ReportDescriptor device,
    List<ProgramConduct> programs,
    List<ProgramVerdict> refused) {
  /** The released kernels that load it; empty if it cannot be linked for any. */
  List<String> kernels() {
    try {
      KernelMatrix matrix = LoadingKernels.of(object);
      return matrix.loading();
    } catch (BpfException e) {
      return List.of();
    }
  }

  /** Whether the first byte of input reports is known to be their id. */
  boolean isNumbered() {
    return device != null && device.isNumbered(ReportType.INPUT);
  }

  /** Whether these are all ids that the device has. */
  boolean areAll(ReportIds ids) {
    return ids.isAll()
        || isNumbered()
            && device != null
            && device.reports(ReportType.INPUT).stream().allMatch(r -> ids.contains(r.id()));
  }

  /** Names of the fields that lie in bytes of an event hook's reports. */
  List<String> fields(ReportIds ids, ByteRanges bytes) {
    Set<String> names = new LinkedHashSet<>();
    if (device != null) {
      for (ReportLayout report : device.reports(ReportType.INPUT)) {
        if (!isNumbered() || ids.contains(report.id())) {
          for (int i = 0; i < bytes.bounds().size(); i += 2) {
            names.addAll(FieldNames.in(report, bytes.bounds().get(i), bytes.bounds().get(i + 1)));
          }
        }
      }
    }
    return List.copyOf(names);
  }
}
