package io.github.hidbpf4j.bpf.runtime;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.MapException;
import io.github.hidbpf4j.bpf.map.MapFactory;
import io.github.hidbpf4j.bpf.map.ProgArrayMap;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkOptions;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.vm.Executable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Loads an object: from its file to programs and maps in a runtime. */
final class ObjectLoader {
  private final BpfRuntime runtime;
  private final BpfObject object;
  private final @Nullable Consumer<ProgramPaths> paths;
  private final @Nullable VerifiedObjects known;
  private final Map<String, BpfMap> maps = new LinkedHashMap<>();
  private final Map<String, Executable> programs = new LinkedHashMap<>();

  ObjectLoader(BpfRuntime runtime, BpfObject object, @Nullable Consumer<ProgramPaths> paths) {
    this.runtime = runtime;
    this.object = object;
    this.paths = paths;
    this.known = runtime.known();
  }

  RuntimeObject load(LoadPlan plan) {
    LinkedObject linked =
        known == null
            ? object.link(runtime.types(), LinkOptions.DEFAULT)
            : known.link(object, runtime.types());
    boolean done = false;
    try {
      load(linked, plan);
      done = true;
      return new RuntimeObject(runtime, object, linked, maps, programs);
    } finally {
      if (!done) {
        maps.values().forEach(BpfMap::releaseUser);
        programs.values().forEach(Executable::close);
      }
    }
  }

  private void load(LinkedObject linked, LoadPlan plan) {
    for (MapSpec spec : linked.maps()) {
      if (plan.maps().contains(spec.name())) {
        if (linked.mapFailures().containsKey(spec.name())) {
          throw linked.mapFailures().get(spec.name());
        }
        maps.put(spec.name(), create(spec));
      }
    }
    for (String name : plan.programs()) {
      programs.put(name, load(linked, linked.program(name)));
    }
    fillSlots();
  }

  private BpfMap create(MapSpec spec) {
    try {
      // The loader is the first user of a map that it creates, until the object is closed.
      return MapFactory.createLikeLibbpf(spec, runtime.maps(), warning -> {});
    } catch (MapException e) {
      throw new BpfException(object.name() + ": " + e.getMessage(), e);
    }
  }

  private Executable load(LinkedObject linked, LinkedProgram program) {
    // If paths are wanted, the program is walked even if the verdict is known.
    VerifiedProgram verified =
        known == null || paths != null
            ? verify(program)
            : known.verify(linked, program, runtime.profile().name(), () -> verify(program));
    List<BpfMap> used = new ArrayList<>();
    for (MapSpec spec : program.maps()) {
      BpfMap map = maps.get(spec.name());
      if (map == null) {
        throw new BpfException(
            "%s: program '%s': uses map '%s', which is not loaded"
                .formatted(object.name(), program.name(), spec.name()));
      }
      used.add(map);
    }
    return runtime.machine().load(verified, used);
  }

  private VerifiedProgram verify(LinkedProgram program) {
    return paths == null
        ? Verifier.verify(program, runtime.profile(), runtime)
        : Verifier.verify(program, runtime.profile(), runtime, paths);
  }

  /** Stores the initial contents of the object's prog_arrays and maps of maps. */
  private void fillSlots() {
    for (BpfMap map : maps.values()) {
      for (MapSpec.Slot slot : map.spec().slots()) {
        long ret = fill(map, slot, maps.get(slot.target()), programs.get(slot.target()));
        if (ret < 0) {
          throw new BpfException(
              "%s: map '%s': slot %d cannot hold '%s': %s"
                  .formatted(
                      object.name(),
                      map.spec().name(),
                      slot.index(),
                      slot.target(),
                      Errno.describe(ret)));
        }
      }
    }
  }

  private static long fill(
      BpfMap map, MapSpec.Slot slot, @Nullable BpfMap inner, @Nullable Executable program) {
    if (map instanceof ProgArrayMap array) {
      // A program that is not loaded leaves its slot empty: a tail call to it fails.
      return program == null ? 0 : array.put(slot.index(), program);
    }
    return inner == null
        ? Errno.EINVAL.result()
        : map.userUpdate(bytes(slot.index()), bytes(inner.id()), BpfMap.BPF_ANY);
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
