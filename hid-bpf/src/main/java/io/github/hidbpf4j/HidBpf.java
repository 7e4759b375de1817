package io.github.hidbpf4j;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import io.github.hidbpf4j.kernel.verify.ObjectVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * HID-BPF objects, as clang built them for Linux: replays recordings of devices through them, and
 * says what a kernel's verifier thinks of them.
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
  private final List<BpfObject> objects;

  private HidBpf(List<BpfObject> objects) {
    this.objects = List.copyOf(objects);
  }

  /**
   * Opens object files, which are loaded and attached in this order; none for the bare device.
   *
   * @throws IOException when a file cannot be read
   * @throws BpfException when one is malformed
   */
  public static HidBpf load(Path... files) throws IOException {
    List<BpfObject> objects = new ArrayList<>();
    for (Path file : files) {
      objects.add(BpfObject.open(file.toString(), Files.readAllBytes(file)));
    }
    return new HidBpf(objects);
  }

  /** Objects that are open already. */
  public static HidBpf of(BpfObject... objects) {
    return new HidBpf(List.of(objects));
  }

  /** What was opened. */
  public List<BpfObject> objects() {
    return objects;
  }

  // ---- kernels

  /** Names of the kernels whose rules are known, oldest first: {@code 6.12} for Linux 6.12. */
  public static List<String> kernels() {
    return KernelTypes.profileNames();
  }

  /** The kernel that the first object was written for, by what it attaches to and what it calls. */
  public String kernel() {
    return objects.isEmpty() ? "6.12" : ObjectProfile.of(objects.getFirst()).name();
  }

  static ApiProfile profile(String kernel) {
    return Profiles.forName(kernel)
        .filter(p -> kernels().contains(p.name()))
        .orElseThrow(
            () ->
                new BpfException(
                    "no kernel '%s' is known, expected one of %s"
                        .formatted(kernel, String.join(", ", kernels()))));
  }

  // ---- verdicts

  /** What {@link #kernel} says of each program, in the order of the objects. */
  public List<ProgramVerdict> verify() {
    return verify(kernel());
  }

  /**
   * What a kernel says of each program, in the order of the objects, whether it is loaded by itself
   * or not.
   *
   * @param kernel one of {@link #kernels}
   * @throws BpfException when there is no such kernel, or one of an object's maps cannot be made
   */
  public List<ProgramVerdict> verify(String kernel) {
    ApiProfile profile = profile(kernel);
    List<ProgramVerdict> verdicts = new ArrayList<>();
    for (BpfObject object : objects) {
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

  // ---- replays

  /**
   * A replay of a recording's first device, to be set up further.
   *
   * @param file a recording of hid-recorder, or of libinput
   * @throws IOException when the file cannot be read
   * @throws io.github.hidbpf4j.hid.HidException when it is no valid recording
   */
  public HidBpfRun on(Path file) throws IOException {
    return on(Recording.read(file));
  }

  /**
   * The same of a recording in memory.
   *
   * @throws io.github.hidbpf4j.hid.HidException when it has no device
   */
  public HidBpfRun on(Recording recording) {
    return new HidBpfRun(this, recording);
  }

  /**
   * A replay in which a device sends these reports, one every 10 ms.
   *
   * @param reports each with its id first, where the descriptor has ids
   */
  public HidBpfRun on(RecordedDevice device, List<byte[]> reports) {
    return new HidBpfRun(this, Reports.every10ms(device, reports));
  }
}
