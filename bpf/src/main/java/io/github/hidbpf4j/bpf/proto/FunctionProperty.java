package io.github.hidbpf4j.bpf.proto;

/**
 * What the row of a function says beyond its name, in any order: {@link Kfunc#of} and {@link
 * Helper#of} sort it out. One property that several readers want (verifier, analysis, advice,
 * reference) is stated once, here, so that none of them needs the function's name.
 */
public sealed interface FunctionProperty
    permits KfuncFlag,
        Signature,
        SpecialKfunc,
        Trait,
        Effect,
        KernelRelease,
        GoneSince,
        InPlaceOf,
        FlagChange,
        ManualEntry,
        ReleasedBy {}
