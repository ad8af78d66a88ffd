namespace Neurons.Learning

open System
open Neurons

/// The share of the samples that are classified correctly.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Accuracy =
    /// By the largest value of a readout; the first class where several are equal. The output is [T; B; C·population], or
    /// [B; C·population] where it stays the same.
    let evaluate readout population (output: InputSequence<'T>) (labels: int[]) : float =
        ArgumentNullException.ThrowIfNull(labels, nameof labels)
        let classes = Readout.classes readout population output

        if labels.Length <> classes.Length then
            raise (ArgumentException $"Accuracy: there are %d{labels.Length} labels for a batch of %d{classes.Length}.")

        let correct = Array.fold2 (fun sum label c -> if label = c then sum + 1 else sum) 0 labels classes
        float correct / float classes.Length

    /// By the number of spikes, those of a class's population summed. snnTorch's `accuracy_rate`.
    let rate population (spikes: InputSequence<'T>) labels = evaluate SumOverTime population spikes labels

    /// By the first spike: the class that fires before the others. snnTorch's `accuracy_temporal`, but that a class without a spike comes
    /// after one that fires in the last step, where snnTorch takes them for equal.
    let temporal (spikes: InputSequence<'T>) labels = evaluate NegatedSpikeTime 1 spikes labels
