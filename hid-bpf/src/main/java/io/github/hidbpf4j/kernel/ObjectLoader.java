package io.github.hidbpf4j.kernel;

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
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.kernel.analysis.SlotNames;
import io.github.hidbpf4j.kernel.analysis.StaticFindings;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes an object from its file to programs and maps in a kernel, in libbpf's order: link, make
 * maps, verify and load.
 */
final class ObjectLoader {
  private final Kernel kernel;
  private final BpfObject object;
  private final LoadOptions options;

  ObjectLoader(Kernel kernel, BpfObject object, LoadOptions options) {
    this.kernel = kernel;
    this.object = object;
    this.options = options;
  }

  LoadedObject load() {
    LinkedObject linked = object.link(kernel.types(), LinkOptions.DEFAULT);
    Map<String, BpfMap> maps = new LinkedHashMap<>();
    Map<String, LoadedProgram> programs = new LinkedHashMap<>();
    boolean done = false;
    try {
      load(linked, maps, programs);
      done = true;
      return new LoadedObject(kernel, object, linked, options, maps, programs);
    } finally {
      if (!done) {
        giveUp(maps, programs);
      }
    }
  }

  private void giveUp(Map<String, BpfMap> maps, Map<String, LoadedProgram> programs) {
    maps.values().forEach(BpfMap::releaseUser);
    for (LoadedProgram program : programs.values()) {
      kernel.files().forget(program);
      program.executable().close();
    }
  }

  private void load(
      LinkedObject linked, Map<String, BpfMap> maps, Map<String, LoadedProgram> programs) {
    LoadPlan plan = options.plan(object);
    for (MapSpec spec : linked.maps()) {
      if (plan.maps().contains(spec.name())) {
        if (linked.mapFailures().containsKey(spec.name())) {
          throw linked.mapFailures().get(spec.name());
        }
        maps.put(spec.name(), create(spec));
      }
    }
    boolean injects = object.kernelSymbols().stream().anyMatch(ObjectLoader::injects);
    List<ProgramPaths> paths = new ArrayList<>();
    for (String name : plan.programs()) {
      LinkedProgram program = linked.program(name);
      VerifiedProgram verified =
          injects
              ? Verifier.verify(program, kernel.profile(), kernel, paths::add)
              : Verifier.verify(program, kernel.profile(), kernel);
      programs.put(name, load(program, verified, maps));
    }
    fillSlots(maps, programs);
    if (injects) {
      kernel.hidBpf().suspect(StaticFindings.of(paths, kernel.profile()));
    }
  }

  /** Whether its results or effects only a run shows to matter. */
  private static boolean injects(String kernelSymbol) {
    Kfunc kfunc = HidFunctions.find(kernelSymbol);
    return kfunc != null && kfunc.is(Trait.INJECTS_REPORT);
  }

  private BpfMap create(MapSpec spec) {
    try {
      // Whoever makes a map is its first user: the loader, until the object is closed.
      return MapFactory.createLikeLibbpf(spec, kernel.maps(), warning -> {});
    } catch (MapException e) {
      throw new BpfException(object.name() + ": " + e.getMessage(), e);
    }
  }

  private LoadedProgram load(
      LinkedProgram program, VerifiedProgram verified, Map<String, BpfMap> maps) {
    Finding slot = SlotNames.check(program);
    if (slot != null) {
      kernel.runEvents().found(slot);
    }
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
    return new LoadedProgram(kernel, kernel.machine().load(verified, used));
  }

  /** Stores what the object puts into its prog_arrays and maps of maps. */
  private void fillSlots(Map<String, BpfMap> maps, Map<String, LoadedProgram> programs) {
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
      BpfMap map, MapSpec.Slot slot, @Nullable BpfMap inner, @Nullable LoadedProgram program) {
    if (map instanceof ProgArrayMap array) {
      // A program that is not loaded leaves its slot empty: a tail call to it fails.
      return program == null ? 0 : array.put(slot.index(), program.executable());
    }
    return inner == null
        ? Errno.EINVAL.result()
        : map.userUpdate(bytes(slot.index()), bytes(inner.id()), BpfMap.BPF_ANY);
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
