package io.github.hidbpf4j;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import io.github.hidbpf4j.kernel.verify.LoadingKernels;
import io.github.hidbpf4j.kernel.verify.ObjectVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * HID-BPF objects as clang built them for Linux: replays device recordings through them and reports
 * the verdict of a kernel's verifier.
 *
 * <pre>{@code
 * RunResult result = HidBpf.load(Path.of("fix.bpf.o")).on(Path.of("mouse.hid")).run();
 * for (RunResult.Event event : result.events()) {
 *   System.out.println(event.time() + " " + event.outputs());
 * }
 * }</pre>
 *
 * <p>Immutable; any thread may use it, and replays may run at the same time.
 */
public final class HidBpf {
  private final List<FixSet> fixes;

  private HidBpf(List<FixSet> fixes) {
    this.fixes = List.copyOf(fixes);
  }

  /**
   * Opens object files. They are loaded and attached in the given order; without any, replays show
   * the device on its own. Of a directory, the {@code .bpf.o} files whose metadata names the device
   * are attached, by udev-hid-bpf's rule: {@code 0020-X.bpf.o} and {@code 0010-X.bpf.o} are
   * versions of one fix, of which the highest that loads is taken.
   *
   * @param files the object files or directories in load order; none for the bare device
   * @return the opened objects
   * @throws IOException when a file cannot be read
   * @throws BpfException when one is malformed, or a directory has none
   */
  public static HidBpf load(Path... files) throws IOException {
    List<FixSet> fixes = new ArrayList<>();
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        List<BpfObject> objects = new ArrayList<>();
        for (Path each : FixSet.filesIn(file)) {
          objects.add(open(each));
        }
        fixes.add(FixSet.ofDirectory(file.toString(), objects));
      } else {
        fixes.add(FixSet.of(open(file)));
      }
    }
    return new HidBpf(fixes);
  }

  private static BpfObject open(Path file) throws IOException {
    return BpfObject.open(file.toString(), Files.readAllBytes(file));
  }

  /**
   * Uses objects that are already open.
   *
   * @param objects the objects in load order; none for the bare device
   * @return the objects, to be verified or replayed
   */
  public static HidBpf of(BpfObject... objects) {
    return new HidBpf(Stream.of(objects).map(FixSet::of).toList());
  }

  /** {@return the opened objects, in load order; of a directory all} */
  public List<BpfObject> objects() {
    return fixes.stream().flatMap(FixSet::objects).toList();
  }

  List<FixSet> fixes() {
    return fixes;
  }

  // ---- kernels

  /**
   * {@return the names of the supported kernel profiles, oldest first: {@code 6.12} for Linux 6.12}
   */
  public static List<String> kernels() {
    return KernelTypes.profileNames();
  }

  /**
   * {@return the name of the kernel profile that the first object was written for, judged by its
   * hooks and the functions it calls; {@code 6.12} without any object}
   */
  public String kernel() {
    List<BpfObject> objects = objects();
    return objects.isEmpty() ? "6.12" : ObjectProfile.of(objects.getFirst()).name();
  }

  static ApiProfile profile(String kernel) {
    return Profiles.forName(kernel)
        .filter(p -> kernels().contains(p.name()))
        .orElseThrow(
            () ->
                new BpfException(
                    "unknown kernel '%s', expected one of %s"
                        .formatted(kernel, String.join(", ", kernels()))));
  }

  // ---- verdicts

  /**
   * Verifies each program for {@link #kernel}, in the order of the objects.
   *
   * @return one verdict for each program
   */
  public List<ProgramVerdict> verify() {
    return verify(kernel());
  }

  /**
   * Verifies each program for a kernel, in the order of the objects, whether or not it is loaded by
   * default.
   *
   * @param kernel one of {@link #kernels}
   * @return one verdict for each program
   * @throws BpfException when there is no such kernel, or one of an object's maps cannot be made
   */
  public List<ProgramVerdict> verify(String kernel) {
    ApiProfile profile = profile(kernel);
    List<ProgramVerdict> verdicts = new ArrayList<>();
    for (BpfObject object : objects()) {
      verdicts.addAll(
          ObjectVerification.verify(
              object,
              profile,
              KernelTypes.forProfile(kernel).btf(),
              VerificationOptions.DEFAULT,
              program -> true));
    }
    return verdicts;
  }

  /**
   * Says for every released kernel, 6.3 to the newest, whether it loads the objects, and why not.
   * Programs and maps that are optional in an object are left out, as libbpf does.
   *
   * @return one matrix for each object, in their order
   * @throws BpfException when no kernel can link one of the objects at all
   */
  public List<KernelMatrix> verifyForAllKernels() {
    return objects().stream().map(LoadingKernels::of).toList();
  }

  // ---- replays

  /**
   * Prepares a replay of the first device in a recording.
   *
   * @param file a recording of hid-recorder, or of libinput
   * @return the replay, to be configured and run
   * @throws IOException when the file cannot be read
   * @throws io.github.hidbpf4j.hid.HidException when it is not a valid recording
   */
  public HidBpfRun on(Path file) throws IOException {
    return on(Recording.read(file));
  }

  /**
   * The same for a recording in memory.
   *
   * @param recording a recording with at least one device
   * @return the replay, to be configured and run
   * @throws io.github.hidbpf4j.hid.HidException when it has no device
   */
  public HidBpfRun on(Recording recording) {
    return new HidBpfRun(this, recording);
  }

  /**
   * Prepares a replay in which a device sends these reports, one every 10 ms.
   *
   * @param device gives the ids and the report descriptor
   * @param reports each starting with its report id if the descriptor uses ids
   * @return the replay, to be configured and run
   */
  public HidBpfRun on(RecordedDevice device, List<byte[]> reports) {
    return new HidBpfRun(this, Reports.every10ms(device, reports));
  }
}
