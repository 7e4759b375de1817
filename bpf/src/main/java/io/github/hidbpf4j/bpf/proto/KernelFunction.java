package io.github.hidbpf4j.bpf.proto;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of the kernel that programs can call: its row in the tables. Everything known about a
 * function except its implementation is here, and its name is nowhere else: code for one function
 * uses the constant of its row, code for several checks for a {@link Trait}, an {@link Effect} or
 * another property. Rows have identity: compare with {@code ==}. It is also the key of the
 * implementation ({@code HelperRegistry}).
 */
public abstract sealed class KernelFunction permits Helper, Kfunc {
  private final String name;

  /** A bit for each trait: queried at every call that is verified. */
  private final long traits;

  private final List<Effect> effects;
  private final List<KernelFunction> releasedBy;
  private final KernelRelease since;
  private final @Nullable GoneSince gone;
  private final @Nullable KernelFunction inPlaceOf;
  private final @Nullable ManualEntry manual;

  KernelFunction(String name, FunctionProperty... properties) {
    this.name = name;
    long some = 0;
    List<Effect> did = new ArrayList<>();
    List<KernelFunction> released = List.of();
    KernelRelease first = KernelRelease.OLD;
    GoneSince left = null;
    KernelFunction replaced = null;
    ManualEntry entry = null;
    for (FunctionProperty property : properties) {
      // Other properties belong to helpers or kfuncs only.
      if (property instanceof Trait trait) {
        some |= 1L << trait.ordinal();
      } else if (property instanceof Effect effect) {
        did.add(effect);
      } else if (property instanceof ReleasedBy by) {
        released = by.functions();
      } else if (property instanceof KernelRelease release) {
        first = release;
      } else if (property instanceof GoneSince no) {
        left = no;
      } else if (property instanceof InPlaceOf(KernelFunction older)) {
        replaced = older;
      } else if (property instanceof ManualEntry text) {
        entry = text;
      }
    }
    traits = some;
    effects = List.copyOf(did);
    releasedBy = released;
    since = first;
    gone = left;
    inPlaceOf = replaced;
    manual = entry;
  }

  /** Name with prefix, as in the kernel: {@code bpf_wq_start}. */
  public final String name() {
    return name;
  }

  /**
   * Name as programs write it: a function whose name ends in {@code _impl} is called through a
   * macro without the suffix.
   */
  public final String written() {
    return name.endsWith("_impl") ? name.substring(0, name.length() - "_impl".length()) : name;
  }

  /** Whether it has this trait. */
  public final boolean is(Trait trait) {
    return (traits & 1L << trait.ordinal()) != 0;
  }

  /** The effects of a call. */
  public final List<Effect> effects() {
    return effects;
  }

  /** The effect of one kind, or null. */
  public final <E extends Effect> @Nullable E effect(Class<E> kind) {
    for (Effect effect : effects) {
      if (kind.isInstance(effect)) {
        return kind.cast(effect);
      }
    }
    return null;
  }

  /**
   * The functions that release what it acquires; empty when it acquires nothing, or no row says.
   */
  public final List<KernelFunction> releasedBy() {
    return releasedBy;
  }

  /** First kernel that has it. */
  public final KernelRelease since() {
    return since;
  }

  /** The release that removed it, or null. */
  public final @Nullable GoneSince gone() {
    return gone;
  }

  /** The older function that kernels with this one no longer have, or null. */
  public final @Nullable KernelFunction inPlaceOf() {
    return inPlaceOf;
  }

  /** Whether a kernel of this release has it. */
  public final boolean isIn(KernelRelease release) {
    return release.isAtLeast(since) && (gone == null || !gone.holds(release));
  }

  /** What the reference prints, or null when it only lists the function. */
  public final @Nullable ManualEntry manual() {
    return manual;
  }

  /** Its name. */
  @Override
  public final String toString() {
    return name;
  }
}
