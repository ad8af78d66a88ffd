using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Chains of layers that take the same input, and how their outputs become one.</summary>
internal sealed class MergedChains(Merge merge, LayerChain[] chains)
{
    private int[]? _input, _output;

    public LayerChain[] Chains => chains;

    /// <summary>Builds the chains, and returns the shape of the merged output.</summary>
    public int[] Build(int[] input)
    {
        if (_input is not null && _input.AsSpan().SequenceEqual(input)) return _output!;
        var outputs = Array.ConvertAll(chains, chain => chain.Build(input)[^1]);
        var output = (int[])outputs[0].Clone();
        if (merge == Merge.Sum)
        {
            if (outputs.Any(shape => !shape.AsSpan().SequenceEqual(output)))
                throw new ArgumentException($"sums {Text()}, which must be of one shape");
        }
        else
        {
            if (outputs.Any(shape => shape.Length == 0 || !shape.AsSpan(1).SequenceEqual(output.AsSpan(1))))
                throw new ArgumentException($"concatenates {Text()}, which must be equal but for the first length");
            var length = outputs.Sum(shape => (long)shape[0]);
            if (length > Array.MaxLength)
                throw new ArgumentException($"concatenates {Text()}, {length} numbers in all; at most {Array.MaxLength} are possible");
            output[0] = (int)length;
        }
        (_input, _output) = ((int[])input.Clone(), output);
        return output;

        string Text() => string.Join(" and ", outputs.Select(shape => Shapes.Text(shape)));
    }

    public LayerRun Forward(Signal input, Pass pass)
    {
        var runs = Array.ConvertAll(chains, chain => chain.Forward(input, pass));
        var first = runs[0].Output;
        if (Array.Exists(runs, run => run.Output.Steps != first.Steps))
            throw new ArgumentException(
                $"The branches give {string.Join(" and ", runs.Select(run => run.Output.Steps))} steps; it must be one number.");

        var isConstant = Array.TrueForAll(runs, run => run.Output.IsConstant);
        var shape = first.Shape.ToArray();
        if (merge == Merge.Concatenate) shape[1] = runs.Sum(run => (int)run.Output.Shape[1]);
        var output = pass.Workspace.Take(this, "output", isConstant ? shape : [first.Steps, .. shape]);
        var begin = 0;
        for (var i = 0; i < runs.Length; i++)
        {
            var part = new Part(runs[i].Output, output, merge == Merge.Concatenate ? begin : null, shape);
            part.Write(output, add: merge == Merge.Sum && i > 0);
            begin += part.Width;
        }
        if (!pass.WithGradient) return new(isConstant ? Signal.Constant(first.Steps, output) : Signal.EachStep(output));
        return new(
            isConstant ? Signal.Constant(first.Steps, output) : Signal.EachStep(output),
            (outputGradient, gradients, inputGradient) => Backward(input, runs, shape, pass.Workspace, outputGradient, gradients, inputGradient));
    }

    private void Backward(
        Signal input, LayerRun[] runs, nint[] shape, Workspace workspace,
        Tensor<float> outputGradient, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>? inputGradient)
    {
        var (begin, from) = (0, 0);
        for (var i = 0; i < runs.Length; i++)
        {
            var output = runs[i].Output;
            var part = new Part(output, outputGradient, merge == Merge.Concatenate ? begin : null, shape);
            begin += part.Width;
            // what is the same for all needs no copy
            var gradient = outputGradient;
            if (merge == Merge.Concatenate || outputGradient.Rank != output.Values.Rank)
            {
                gradient = workspace.Take(this, "output gradient", output.Values.Lengths);
                part.Read(outputGradient, gradient);
            }
            var own = gradients.Slice(from, chains[i].Stored.Length);
            from += own.Length;
            if (inputGradient is null || i == 0)
            {
                runs[i].Pullback!(gradient, own, inputGradient);
                continue;
            }
            var more = workspace.Take(this, "input gradient", input.Values.Lengths);
            runs[i].Pullback!(gradient, own, more);
            var sum = inputGradient.Span();
            TensorPrimitives.Add(sum, more.ReadOnlySpan(), sum);
        }
    }

    /// <summary>Where the numbers of a branch stand in the merged ones: runs of the same length, as far apart as those of a row.</summary>
    private readonly struct Part
    {
        private readonly Tensor<float> _values;
        private readonly int _begin, _stride, _rows;

        public Part(Signal branch, Tensor<float> merged, int? begin, nint[] shape)
        {
            _values = branch.Values;
            var all = (int)TensorPrimitives.Product<nint>(shape);
            // a sum is of whole steps, a concatenation of the rows of each sample
            var samples = begin is null ? 1 : (int)shape[0];
            _begin = begin ?? 0;
            _stride = all / Math.Max(1, samples);
            Width = begin is null ? _stride : (int)TensorPrimitives.Product(branch.Shape[1..]);
            _rows = (int)merged.FlattenedLength / Math.Max(1, _stride);
        }

        public int Width { get; }

        /// <summary>Writes the branch's numbers, at every step where they are constant, or adds them.</summary>
        public void Write(Tensor<float> merged, bool add)
        {
            var source = _values.ReadOnlySpan();
            var target = merged.Span();
            for (var row = 0; row < _rows; row++)
            {
                var from = source.Slice(row * Width % source.Length, Width);
                var to = target.Slice(row * _stride + _begin, Width);
                if (add) TensorPrimitives.Add(to, from, to);
                else from.CopyTo(to);
            }
        }

        /// <summary>The gradient of the branch's numbers: summed over time where they are constant.</summary>
        public void Read(Tensor<float> mergedGradient, Tensor<float> gradient)
        {
            var source = mergedGradient.ReadOnlySpan();
            var target = gradient.Span();
            target.Clear();
            for (var row = 0; row < _rows; row++)
            {
                var from = source.Slice(row * _stride + _begin, Width);
                var to = target.Slice(row * Width % target.Length, Width);
                TensorPrimitives.Add(to, from, to);
            }
        }
    }
}
