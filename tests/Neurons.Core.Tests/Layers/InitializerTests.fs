module Neurons.Tests.Layers.InitializerTests

open System
open System.Numerics.Tensors
open Neurons.Learning
open Neurons.Primitives
open Neurons.Tests.Learning.Numbers
open Xunit

let private draw initializer (shape: int list) =
    let weight = singles (tensor shape (Array.zeroCreate (List.fold (*) 1 shape)))
    Initializer.fill initializer (RandomStream(5UL, 1u)) weight
    values weight |> Array.map float

let private deviation (x: float[]) = sqrt (Array.averageBy (fun v -> v * v) x)

/// 60 outputs, 20 inputs, a kernel of 4 × 5: 400 connections arrive at an output, 1200 leave an input.
let private shape = [ 60; 20; 4; 5 ]

[<Fact>]
let ``Each initializer has the deviation of its formula, and the uniform ones stay within theirs`` () =
    for initializer, expected, isUniform in
        [
            XavierUniform 2.0, 2.0 * sqrt (2.0 / 1600.0), true
            XavierNormal 1.0, sqrt (2.0 / 1600.0), false
            KaimingUniform(sqrt 2.0, FanIn), sqrt (2.0 / 400.0), true
            KaimingNormal(sqrt 2.0, FanOut), sqrt (2.0 / 1200.0), false
            Uniform(-0.5, 0.5), 0.5 / sqrt 3.0, true
            Normal(0.0, 0.7), 0.7, false
            Initializer.standard, 1.0 / sqrt (3.0 * 400.0), true
        ] do
        let weight = draw initializer shape
        // the relative error of a deviation of n numbers is at most 1/√(2n)
        Assert.True(abs (deviation weight / expected - 1.0) < 5.0 / sqrt (2.0 * float weight.Length), $"{initializer}")
        let largest = Array.max (Array.map abs weight)
        Assert.Equal(isUniform, largest <= expected * sqrt 3.0 * 1.000001)

[<Fact>]
let ``The standard is what a linear layer draws`` () =
    let linear = Linear.initial (RandomStream(5UL, 1u)) 40 30 false
    Assert.Equal<float[]>(values linear.Weight |> Array.map float, draw Initializer.standard [ 30; 40 ])

[<Fact>]
let ``An orthogonal matrix has rows or columns that are orthonormal, times the gain`` () =
    for rows, columns in [ 30, 50; 50, 30; 40, 40 ] do
        let w = draw (Orthogonal 1.5) [ rows; columns ]

        let vectors =
            if rows <= columns then
                Array.chunkBySize columns w
            else
                Array.transpose (Array.chunkBySize columns w)

        for i in 0 .. vectors.Length - 1 do
            for j in 0..i do
                let product = Array.fold2 (fun sum a b -> sum + a * b) 0.0 vectors[i] vectors[j]
                Assert.Equal((if i = j then 2.25 else 0.0), product, 1e-5)

[<Fact>]
let ``A sparse matrix has its zeros in every column, in other rows each`` () =
    let w = draw (Sparse(0.25, 0.1)) [ 10; 50 ]
    let zeros = Array.transpose (Array.chunkBySize 50 w) |> Array.map (Array.map ((=) 0.0))
    Assert.All(zeros, fun column -> Assert.Equal(3, Array.length (Array.filter id column)))
    Assert.True((Array.distinct zeros).Length > 10)

[<Fact>]
let ``A constant is everywhere, and what is not allowed is an error`` () =
    Assert.All(draw (Constant 0.25) [ 3 ], fun v -> Assert.Equal(0.25, v))

    let message initializer shape =
        Assert.ThrowsAny<ArgumentException>(fun () -> draw initializer shape |> ignore).Message

    Assert.Contains("gain is 0", message (Orthogonal 0.0) [ 2; 2 ])
    Assert.Contains("sparsity is 2; it must be in [0, 1]", message (Sparse(2.0, 1.0)) [ 2; 2 ])
    Assert.Contains("at least [outputs, inputs]", message (XavierUniform 1.0) [ 2 ])
