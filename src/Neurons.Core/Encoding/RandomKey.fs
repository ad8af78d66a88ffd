namespace Neurons.Encoders

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons
open Neurons.Primitives
open Neurons.Run

/// What random spikes are a function of, together with the element's index and the step.
type RandomKey = {
    Seed: uint64
    /// Tells apart the encoders of one seed.
    Stream: uint32
    /// The number of the first step: a second part of a sequence goes on with it where the first ended.
    FirstStep: int64
}

[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module RandomKey =
    let create seed stream : RandomKey = { Seed = seed; Stream = stream; FirstStep = 0L }

    /// The draw of encoders; neurons count theirs from 0, random streams have the last one.
    [<Literal>]
    let Draw = 0xFFFFFFFEu

    /// At each step of a sequence, where a number of its own, one of 2³² evenly on [0, 1), is below the element's probability, its height;
    /// else 0.
    let internal spikes
        owner
        (key: RandomKey)
        (probability: float -> float)
        (height: float -> float)
        (xs: InputSequence<'T>)
        : Tensor<'T> =
        let shape = Numbers.overTime owner xs
        let steps = int shape[0]
        let width = Shape.count shape[1..]
        let last = int64 UInt32.MaxValue + 1L - int64 steps

        Require.that
            owner
            "FirstStep"
            key.FirstStep
            "≥ 0, with all steps below 2³²"
            (key.FirstStep >= 0L && key.FirstStep <= last)

        let x = Numbers.numbers owner "x" xs.Values
        let spikes = Array.zeroCreate (Shape.count shape)
        let words = Array.zeroCreate<uint32> width

        for t in 0 .. steps - 1 do
            PhiloxWords.Fill(words.AsSpan(), key.Seed, key.Stream, uint32 (key.FirstStep + int64 t), Draw)
            let row = if x.Length = width then 0 else t * width

            for n in 0 .. width - 1 do
                let value = x[row + n]

                if uint64 words[n] < PhiloxWords.Threshold(probability value) then
                    spikes[t * width + n] <- height value

        Numbers.tensor shape spikes
