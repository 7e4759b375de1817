package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.ProgramType;

/**
 * An entry program of an object, before linking.
 *
 * @param name function name
 * @param section section name as written, {@code ?} included
 * @param type program type; {@code UNSPEC} when the section name is unknown
 * @param sleepable whether it is to be loaded with BPF_F_SLEEPABLE
 * @param target attach target; the struct of a struct_ops member is known once linked
 * @param autoload false when the section name begins with {@code ?}: loaded only on request
 * @param slots number of its own instruction slots, without subprograms
 */
public record ProgramSpec(
    String name,
    String section,
    ProgramType type,
    boolean sleepable,
    AttachTarget target,
    boolean autoload,
    int slots) {

  /** Derives the spec from a section name. */
  static ProgramSpec of(String name, String section, int slots) {
    boolean autoload = !section.startsWith("?");
    String plain = autoload ? section : section.substring(1);
    return SectionDefinition.find(plain)
        .map(
            d ->
                new ProgramSpec(
                    name, section, d.type(), d.sleepable(), d.target(plain), autoload, slots))
        .orElseGet(
            () ->
                new ProgramSpec(
                    name,
                    section,
                    ProgramType.UNSPEC,
                    false,
                    new AttachTarget.None(),
                    autoload,
                    slots));
  }
}
