package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.BtfRecordException;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelKptrs;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The special fields of the map values and structs of one program, computed once each: {@code
 * map->record} and {@code btf_find_struct_meta} of the kernel.
 */
public final class SpecialFields {
  private final @Nullable Btf kernel;
  private final KernelKptrs kptrs;
  private final IdentityHashMap<MapSpec, BtfRecord> ofMaps = new IdentityHashMap<>();
  private final IdentityHashMap<Btf, Map<Integer, BtfRecord>> ofStructs = new IdentityHashMap<>();

  /**
   * Creates an empty cache; {@code kernel} is the kernel BTF in which kptr targets are looked up.
   */
  public SpecialFields(@Nullable Btf kernel) {
    this.kernel = kernel;
    this.kptrs = new KernelKptrs(kernel);
  }

  /** Fields of a map's values; none if the map has no BTF. */
  public BtfRecord of(MapSpec map) {
    BtfRecord known = ofMaps.get(map);
    if (known == null) {
      Btf btf = map.btf();
      known =
          btf == null || map.valueTypeId() == 0
              ? BtfRecord.EMPTY
              : parse(btf, map.valueTypeId(), BtfRecord.MAP_VALUE_FIELDS, map.valueSize());
      ofMaps.put(map, known);
    }
    return known;
  }

  /** Fields of a struct that the program allocates; none for kernel structs. */
  @SuppressWarnings("ReferenceEquality") // one object per BTF
  public BtfRecord of(Btf btf, int structId) {
    if (btf == kernel) {
      return BtfRecord.EMPTY;
    }
    return ofStructs
        .computeIfAbsent(btf, b -> new HashMap<>())
        .computeIfAbsent(structId, id -> parse(btf, id, BtfRecord.OBJECT_FIELDS, btf.sizeOf(id)));
  }

  /** Fields of a pointer's target; none if it cannot have any ({@code reg_btf_record}). */
  public BtfRecord of(RegisterState pointer) {
    if (pointer.baseType() == RegisterType.PTR_TO_MAP_VALUE) {
      return of(pointer.requireMap());
    }
    return RegisterType.isAllocatedObject(pointer.type())
        ? of(pointer.requireBtf(), pointer.btfId())
        : BtfRecord.EMPTY;
  }

  private BtfRecord parse(Btf btf, int typeId, Set<BtfFieldType> wanted, long size) {
    BtfType type = btf.resolved(typeId);
    boolean holds =
        type instanceof BtfType.Composite c && !c.union() || type instanceof BtfType.DataSection;
    if (!holds) {
      return BtfRecord.EMPTY;
    }
    try {
      return BtfRecord.parse(btf, typeId, wanted, size, kptrs);
    } catch (BtfRecordException e) {
      return BtfRecord.EMPTY; // the map or BTF would not have been created; reported by the loader
    }
  }

  /** A struct of a certain BTF. */
  public record Target(Btf btf, int id) {
    /** Its name. */
    public String name() {
      return BtfStructWalk.name(btf, id);
    }
  }

  /**
   * The struct that a kptr field points to: the kernel's of that name, else the program's own
   * ({@code btf_parse_kptr}).
   */
  public Target kptrTarget(Btf btf, BtfField field) {
    int local = field.targetTypeId();
    if (kernel != null && btf.type(local) instanceof BtfType.Composite wanted) {
      for (int id : kernel.idsByName(wanted.name())) {
        if (kernel.type(id) instanceof BtfType.Composite c && c.union() == wanted.union()) {
          return new Target(kernel, id);
        }
      }
    }
    return new Target(btf, local);
  }

  /** Whether a struct is the kernel's ({@code btf_is_kernel}). */
  @SuppressWarnings("ReferenceEquality") // one object per BTF
  public boolean isKernel(@Nullable Btf btf) {
    return btf != null && btf == kernel;
  }
}
