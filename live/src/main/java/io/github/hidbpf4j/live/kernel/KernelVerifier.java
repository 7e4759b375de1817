package io.github.hidbpf4j.live.kernel;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.libbpf.KernelMap;
import io.github.hidbpf4j.linux.libbpf.KernelObject;
import io.github.hidbpf4j.linux.libbpf.KernelProgram;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.libbpf.LibbpfException;
import io.github.hidbpf4j.linux.libbpf.LoadResult;
import java.util.List;
import java.util.Optional;

/**
 * Asks the running kernel for verdicts on programs: each is loaded by itself, so that a rejected
 * one does not hide others. Nothing is attached, and nothing stays.
 */
public final class KernelVerifier {
  /** Up to this size, a log that does not fit is requested again. */
  private static final int MOST_LOG = 256 << 20;

  private final Libbpf libbpf;

  /** Creates a verifier that loads by this library. */
  public KernelVerifier(Libbpf libbpf) {
    libbpf.requireAll();
    this.libbpf = libbpf;
  }

  /**
   * Loads one program of an object.
   *
   * @param level of the log: with 0 only if it is rejected, otherwise as in {@link
   *     KernelProgram#keepLog}
   * @param logSize initial size for the log in bytes
   * @throws LibbpfException if libbpf rejects the object, or permissions are missing
   */
  public KernelVerdict verify(BpfObject object, String program, int level, int logSize) {
    int size = logSize;
    while (true) {
      KernelVerdict verdict = once(object, program, level, size);
      if (verdict.result() != SystemError.ENOSPC.result() || size > MOST_LOG / 2) {
        return verdict;
      }
      size *= 2;
    }
  }

  private KernelVerdict once(BpfObject object, String program, int level, int logSize) {
    try (KernelObject opened =
        libbpf.open(object.bytes(), KernelPins.objectName(FixSet.fileName(object)))) {
      KernelProgram wanted = isolate(object, opened, program);
      wanted.keepLog(level, logSize);
      LoadResult result = opened.load();
      String log = wanted.log().orElse("");
      if (result.isLoaded()) {
        return new KernelVerdict(
            program, KernelVerdict.Outcome.ACCEPTED, 0, "", log, result.messages());
      }
      if (result.result() == SystemError.EPERM.result() && log.isEmpty()) {
        throw new KernelException(result.error());
      }
      Optional<String> explained = LibbpfMessage.firstExplained(result.messages());
      String reason = KernelLog.parse(log).text();
      return new KernelVerdict(
          program,
          reason.isEmpty() ? KernelVerdict.Outcome.NOT_LOADED : KernelVerdict.Outcome.REJECTED,
          result.result(),
          explained.orElse(reason.isEmpty() ? result.error() : reason),
          log,
          result.messages());
    }
  }

  /** Selects one program to be loaded, and no other. */
  private static KernelProgram isolate(BpfObject object, KernelObject opened, String program) {
    Optional<MapSpec> owner =
        object.maps().stream()
            .filter(
                map -> map.structOps() != null && map.structOps().programs().containsValue(program))
            .findFirst();
    for (KernelMap map : opened.maps()) {
      MapSpec spec = object.map(map.name()).orElse(null);
      if (spec != null && spec.structOps() != null) {
        boolean own = owner.isPresent() && owner.get().name().equals(map.name());
        if (map.isAutocreate() != own) {
          map.setAutocreate(own);
        }
        if (own) {
          leaveOne(object, spec, map, program);
        }
      }
    }
    for (KernelProgram each : opened.programs()) {
      boolean wanted = each.name().equals(program);
      if (each.isAutoload() != wanted) {
        each.setAutoload(wanted);
      }
    }
    return opened.program(program).orElseThrow();
  }

  /** Removes all other programs from a struct_ops map: libbpf loads those that it contains. */
  private static void leaveOne(BpfObject object, MapSpec spec, KernelMap map, String program) {
    MapSpec.StructOps ops = spec.structOps();
    Btf btf = object.btf().orElse(null);
    if (ops == null
        || btf == null
        || !(btf.resolved(ops.typeId()) instanceof BtfType.Composite type)) {
      return;
    }
    for (BtfType.Member member : type.members()) {
      String other = ops.programs().get(member.name());
      if (other != null && !other.equals(program)) {
        map.setInitialValue((int) (member.bitOffset() / 8), new byte[Long.BYTES]);
      }
    }
  }

  /** The ids of types and functions in the kernel's BTF, one per line. */
  public List<String> typeNumbers(List<String> names) {
    return libbpf.typeNumbers(names);
  }

  /** The library that it uses. */
  public Libbpf libbpf() {
    return libbpf;
  }
}
