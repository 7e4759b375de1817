package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.profile.Profiles;

/** Determines the kernel that an object was written for. */
public final class ObjectProfile {
  private ObjectProfile() {}

  /** The profile that fits the object best, by what it attaches to and what it calls. */
  public static ApiProfile of(BpfObject object) {
    return Profiles.defaultFor(
        object.programs().stream().map(ProgramSpec::target).toList(),
        object.kernelSymbols(),
        object.helperNumbers());
  }
}
