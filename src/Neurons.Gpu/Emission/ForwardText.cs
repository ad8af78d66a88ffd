using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>How the forward kernel leaves what is recorded, and what it keeps for a gradient.</summary>
/// <param name="Bits">The output as bits: a word holds 32 steps of a neuron.</param>
/// <param name="Checkpoints">The states before each segment are kept, as they are computed with.</param>
/// <param name="Storage">How inputs, states and what is recorded are kept in memory.</param>
internal readonly record struct ForwardForm(bool Bits, bool Checkpoints, Storage Storage = Storage.Full);

/// <summary>The text of the forward pass: all steps of a neuron, its states in registers.</summary>
internal static class ForwardText
{
    public const string Name = "forward";

    public static string Of(KernelLanguage language, Definition model, StepPlan plan, ForwardForm form)
    {
        bool[] isShared = [.. plan.Parameters.Select(slot => slot < 0)];
        var text = new StepText(language, model, isShared, plan.Draws.Length > 0, form.Storage);
        var states = text.States;
        var body = text.Body;
        foreach (var state in states) text.Uses($"{state}_first", text.Stored);
        foreach (var state in states) text.Uses($"{state}_last", text.Stored);
        for (var r = 0; r < plan.Recorded.Length; r++) text.Writes($"recorded{r}", form.Bits ? "uint" : text.Stored);
        if (form.Checkpoints) Array.ForEach(states, state => text.Writes($"{state}_kept", "real"));

        var program = text.Program(plan.Program, "f", plan.Inputs, plan.Parameters, plan.Draws, plan.StatesIn.Zip(states));
        var stored = plan.Program.Stores.ToDictionary(store => store.Item2, store => store.Item1);
        text.Begin();
        program.WriteBefore(body);
        foreach (var state in states) body.WriteLine($"real {state} = {text.Load($"{state}_first", "n")};");
        if (form.Bits) body.WriteLine("uint packed = 0;");
        text.Open($"for (uint first = 0; first < steps; first += {StepText.Segment})");
        if (form.Checkpoints)
            Array.ForEach(states, state => body.WriteLine($"{state}_kept[(ulong)(first / {StepText.Segment}) * neurons + n] = {state};"));
        text.BeginSegment([]);
        text.BeginStep(plan.Program, false, plan.Inputs, [], plan.Draws);
        program.WriteStep(body);
        for (var r = 0; r < plan.Recorded.Length; r++)
        {
            var value = program[stored[plan.Recorded[r]]];
            if (!form.Bits)
            {
                text.Store($"recorded{r}", "at", value);
                continue;
            }

            body.WriteLine($"packed |= (uint)(({value}) != 0) << (t % 32);");
            text.Open("if (t % 32 == 31 || t + 1 == steps)");
            body.WriteLine($"recorded{r}[(ulong)(t / 32) * neurons + n] = packed;");
            body.WriteLine("packed = 0;");
            text.Close();
        }

        text.Assign(states, [.. plan.StatesOut.Select(slot => program[stored[slot]])]);
        text.Close();
        text.Close();
        foreach (var state in states) text.Store($"{state}_last", "n", state);
        return text.Kernel(plan.Program.Precision, Name, "forward: an item is a neuron");
    }
}
